/** Why AWS refused a call, or why it was not reached. Holds no secret. */
export class AwsError extends Error {
  /** AWS's own, e.g. AccessDenied; `Unreachable`, `Timeout`, `BadAnswer` and the like where AWS said nothing */
  readonly code: string

  /** @param operation e.g. sts:GetCallerIdentity */
  constructor(operation: string, code: string, message: string, requestId?: string | undefined) {
    const id = requestId === undefined ? "" : ` (request ${requestId})`
    super(`${operation}: ${code}: ${message}${id}`)
    this.name = "AwsError"
    this.code = code
  }
}
