import type { SharedWords } from "./shared-en.ts"

/** Texts that the dashboard and the gateway's page have in common, in traditional Chinese. */
export const sharedZhTw: SharedWords = {
  disconnected: "連線中斷。您看到的是 {time} 的內容。",
  cancel: "取消",
  back: "返回",
  copy: "複製",
  save: "儲存",
  troublesOne: "有 {n} 件事需要注意",
  troublesOther: "有 {n} 件事需要注意",
  justNow: "剛剛",
  ago: "{time}前",
  seconds: "{n} 秒",
  minutes: "{n} 分鐘",
  hours: "{n} 小時",
  hoursMinutes: "{h} 小時 {m} 分鐘",
  daysOne: "{n} 天",
  daysOther: "{n} 天",
}
