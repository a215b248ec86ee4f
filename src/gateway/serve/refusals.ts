import type { GatewayError } from "../model/exchange.ts"

/** The gateway's own errors: what happened, and what to do next. None holds a secret. */

export const wrongKey: GatewayError = {
  status: 401,
  code: "unauthorized",
  message:
    "The gateway does not know this key. Make one with `for-loop gateway key add NAME` and give it to this client.",
  param: null,
  retryAfterMs: null,
}

export function endedKey(why: "revoked" | "expired"): GatewayError {
  const what = why === "revoked" ? "This key was revoked." : "This key has expired."
  return { ...wrongKey, message: `${what} Make another with \`for-loop gateway key add NAME\`.` }
}

export function foreignFormat(key: string): GatewayError {
  return forbidden(
    `The key "${key}" may not be used with this API. Its formats are set on the gateway's page.`,
  )
}

export function foreignModel(key: string, model: string): GatewayError {
  return forbidden(
    `The key "${key}" may not use the model "${model}". Its models are set on the gateway's page.`,
  )
}

export function unknownModel(model: string): GatewayError {
  return {
    status: 404,
    code: "not-found",
    message: `No upstream offers the model "${model}". GET /v1/models lists those that are there; an alias can give one this name.`,
    param: "model",
    retryAfterMs: null,
  }
}

export const nothingHere: GatewayError = {
  status: 404,
  code: "not-found",
  message:
    "Nothing is served at this path. The gateway serves /v1/chat/completions, /v1/responses, /v1/messages, /v1/embeddings, /v1beta/models and their kin.",
  param: null,
  retryAfterMs: null,
}

export function wrongMethod(allowed: string): GatewayError {
  return { ...badBody(`This path is asked with ${allowed}.`), status: 405 }
}

export function tooLarge(most: number): GatewayError {
  const message = `The request is larger than ${most} bytes, the gateway's limit (server.maxBodyBytes).`
  return { ...badBody(message), status: 413, code: "too-large" }
}

export function badBody(message: string): GatewayError {
  return { status: 400, code: "bad-request", message, param: null, retryAfterMs: null }
}

export function unknownEncoding(encoding: string): GatewayError {
  return {
    ...badBody(`The gateway cannot unpack bodies in "${encoding.slice(0, 40)}"; send gzip or none.`),
    status: 415,
  }
}

export const closing: GatewayError = {
  status: 503,
  code: "overloaded",
  message: "The gateway is stopping. Start it again, then repeat the request.",
  param: null,
  retryAfterMs: null,
}

export const ownFault: GatewayError = {
  status: 500,
  code: "internal",
  message: "The gateway met an error of its own; its log tells more.",
  param: null,
  retryAfterMs: null,
}

function forbidden(message: string): GatewayError {
  return { status: 403, code: "forbidden", message, param: null, retryAfterMs: null }
}
