/** The span that a run is a part of, as W3C Trace Context writes it in TRACEPARENT. */
export interface TraceParent {
  traceId: string
  spanId: string
  traceFlags: number
}

/** Null for what is not written so: then the run begins a trace of its own. */
export function parseTraceParent(text: string | undefined): TraceParent | null {
  const [, traceId, spanId, flags] =
    /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text ?? "") ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return null
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) }
}
