/** What the benchmark's model says, in eight chunks; every answer has to hold all of it. */
export const words = [
  "alpha ",
  "bravo ",
  "charlie ",
  "delta ",
  "echo ",
  "foxtrot ",
  "golf ",
  "the-end-of-the-answer",
] as const
