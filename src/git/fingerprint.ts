export async function fingerprintFolder(workspace: string): Promise<string | null> {
  return workspace === "" ? "" : null
}
