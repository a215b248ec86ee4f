/** Messages in the corner, never a dialog in the way; answered with the label of the chosen button. */
export type Toasts = {
  readonly info: (text: string, ...labels: readonly string[]) => Promise<string | undefined>
  readonly warn: (text: string, ...labels: readonly string[]) => Promise<string | undefined>
}

/** What is asked of the editor; `vscode.window` itself fits. */
type ToastWindow = {
  showInformationMessage(text: string, ...labels: string[]): PromiseLike<string | undefined>
  showWarningMessage(text: string, ...labels: string[]): PromiseLike<string | undefined>
}

/** Wiring: `toasts(vscode.window)`. */
export function toasts(window: ToastWindow): Toasts {
  return {
    info: async (text, ...labels) => await window.showInformationMessage(text, ...labels),
    warn: async (text, ...labels) => await window.showWarningMessage(text, ...labels),
  }
}
