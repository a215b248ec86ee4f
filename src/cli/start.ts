// `npm start`: shows the demo, or runs the command line that stands behind `npm start --`.
if (process.argv.length === 2) process.argv.push("demo")
void import("./for-loop.ts")
