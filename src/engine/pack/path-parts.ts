/** Name of a file without its folders; paths have `/`. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1)
}

/** Extension in lower case without its dot; empty for a name without one. */
export function extensionOf(path: string): string {
  const from = path.lastIndexOf("/") + 1
  const dot = path.lastIndexOf(".")
  return dot <= from ? "" : path.slice(dot + 1).toLowerCase()
}

/**
 * A judgement about the folder of a path (with a `/` at its end, empty at the top), made once for files of the same
 * folder that come after each other, as they do in every list of files.
 */
export function folderMemo(judge: (folder: string) => boolean): (path: string) => boolean {
  let last = ""
  let answer = judge("")
  return (path) => {
    const length = path.lastIndexOf("/") + 1
    if (length === last.length && path.startsWith(last)) return answer
    last = path.slice(0, length)
    answer = judge(last)
    return answer
  }
}
