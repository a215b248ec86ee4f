const mb = 1_000_000

/**
 * Longest side of an image in pixels. The service itself scales what is larger down to it (Firebase AI Logic, "Supported
 * input files and requirements"), so nothing is lost by doing it here, and an overlong screenshot does not travel with every call.
 */
export const longestSide = 3072
/** Largest image as it is sent: the limit of Vertex AI per inline image; the Gemini API takes more. */
export const mostImageBytes = 7 * mb
/** Above it an image is not even opened for scaling: it would need half a gigabyte of memory. */
export const mostImagePixels = 64_000_000
/** Gemini API, "File input methods": 50 MB or 1000 pages. */
export const mostPdfBytes = 50 * mb
export const mostPdfPages = 1000
/** Gemini API, "Audio understanding": 9.5 hours in one prompt, all files together. */
export const mostAudioSeconds = 9.5 * 3600
/** Vertex AI, "Video understanding": about 45 minutes with sound, ten films in a prompt. */
export const mostVideoSeconds = 45 * 60
export const mostVideos = 10
/** Gemini API, "Files API": 2 GB per file, kept for 48 hours. */
export const mostFileBytes = 2_000 * mb
/**
 * What goes into the request itself, per file and in all, before base64 makes it a third larger. The API takes 100 MB;
 * this stays within the 20 MB of older services and gateways, because a request is repeated with every step of a turn.
 */
export const mostInlineBytes = 7 * mb
export const mostInlineTotal = 14 * mb
/** Of a window of a million tokens, so that work has room beside what is attached. */
export const mostMediaTokens = 600_000
