/** The function that puts a text into the user's language: `vscode.l10n.t`, or a plain formatter in tests. */
export type Translate = (text: string, ...values: (string | number | boolean)[]) => string
