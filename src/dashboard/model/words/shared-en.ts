/** Texts that the dashboard and the gateway's page have in common, in English. */
export const sharedEn = {
  disconnected: "No connection. What you see is from {time}.",
  cancel: "Cancel",
  back: "Back",
  copy: "Copy",
  save: "Save",
  troublesOne: "{n} thing needs attention",
  troublesOther: "{n} things need attention",
  justNow: "just now",
  ago: "{time} ago",
  seconds: "{n} s",
  minutes: "{n} min",
  hours: "{n} h",
  hoursMinutes: "{h} h {m} min",
  daysOne: "{n} day",
  daysOther: "{n} days",
} as const

/** The same in one language. */
export type SharedWords = Readonly<Record<keyof typeof sharedEn, string>>
