/** What one breaker stands for: an upstream by its configured name, and a model of it; null = the upstream's own choice. */
export type BreakerLink = { readonly upstream: string; readonly model: string | null }
