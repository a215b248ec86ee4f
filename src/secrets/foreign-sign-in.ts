/** Antigravity's and Gemini CLI's sign-ins are not ours to use, also when somebody points us at them (terms, invariant 11). */
export function isForeignSignIn(env: NodeJS.ProcessEnv): boolean {
  return isForeignSignInFile(env.GOOGLE_APPLICATION_CREDENTIALS ?? "")
}

/** Whether a path is where another Google product keeps its sign-in. */
export function isForeignSignInFile(path: string): boolean {
  return /[\\/]\.(gemini|antigravity)[\\/]|oauth_creds\.json$/i.test(path)
}
