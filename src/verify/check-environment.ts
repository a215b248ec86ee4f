/**
 * Environment of a check: the user's own, without what this product or its host added, told to be quiet and to end.
 * - `CI=1` keeps runners such as `vitest` and `react-scripts test` out of watch mode (S72).
 * - Colours are off: they are noise in a digest, and readers expect plain text.
 * - What the launcher put aside to start faster (`FOR_LOOP_…`) is put back; what makes Electron behave like Node is taken out, or a
 *   check that starts Electron would not.
 * - `NODE_TEST_CONTEXT` would make `node --test` write binary for a parent that does not exist.
 */
export function checkEnvironment(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...given, CI: "1", NO_COLOR: "1", FORCE_COLOR: "0" }
  for (const name of ["NODE_EXTRA_CA_CERTS", "NODE_OPTIONS"]) {
    const saved = env[`FOR_LOOP_${name}`]
    if (saved !== undefined) env[name] = saved
    delete env[`FOR_LOOP_${name}`]
  }
  delete env.ELECTRON_RUN_AS_NODE
  delete env.NODE_TEST_CONTEXT
  return env
}
