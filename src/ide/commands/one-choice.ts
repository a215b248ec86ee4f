import * as vscode from "vscode"

/** The only row, or the one that was picked; null when there is none or nothing was picked. */
export async function oneChoice<Row extends vscode.QuickPickItem>(
  rows: readonly Row[],
  title: string,
): Promise<Row | null> {
  if (rows.length < 2) return rows[0] ?? null
  const picked = await vscode.window.showQuickPick(rows, {
    title,
    matchOnDescription: true,
    matchOnDetail: true,
  })
  return picked ?? null
}
