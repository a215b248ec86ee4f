import type { SharedWords } from "./shared-en.ts"

/** Texts that the dashboard and the gateway's page have in common, in simplified Chinese. */
export const sharedZhCn: SharedWords = {
  disconnected: "连接中断。您看到的是 {time} 的内容。",
  cancel: "取消",
  back: "返回",
  copy: "复制",
  save: "保存",
  troublesOne: "有 {n} 件事需要注意",
  troublesOther: "有 {n} 件事需要注意",
  justNow: "刚刚",
  ago: "{time}前",
  seconds: "{n} 秒",
  minutes: "{n} 分钟",
  hours: "{n} 小时",
  hoursMinutes: "{h} 小时 {m} 分钟",
  daysOne: "{n} 天",
  daysOther: "{n} 天",
}
