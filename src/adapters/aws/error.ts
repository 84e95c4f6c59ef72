/** How AWS refused a call, or why it could not be asked. Holds no secret. */
export class AwsError extends Error {
  /** e.g. AccessDenied; `Unreachable`, `Timeout` and `BadAnswer` where AWS itself said nothing */
  readonly code: string
  /** what was asked, e.g. sts:GetCallerIdentity */
  readonly operation: string
  /** HTTP status; null when there was no answer */
  readonly status: number | null
  /** names the call to AWS's support */
  readonly requestId: string | null

  constructor(
    operation: string,
    fault: { code: string; message: string; status: number | null; requestId: string | null },
  ) {
    const id = fault.requestId === null ? "" : ` (request ${fault.requestId})`
    super(`${operation}: ${fault.code}: ${fault.message}${id}`)
    this.name = "AwsError"
    this.operation = operation
    this.code = fault.code
    this.status = fault.status
    this.requestId = fault.requestId
  }
}

const THROTTLED = new Set([
  "EC2ThrottledException",
  "LimitExceededException",
  "PriorRequestNotComplete",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "TooManyRequestsException",
])

/** STS answers so when it could not reach whoever issued a web identity token. */
const TRANSIENT = new Set([
  "IDPCommunicationError",
  "InternalFailure",
  "RequestTimeout",
  "RequestTimeoutException",
  "ServiceUnavailable",
  "Unreachable",
  "Timeout",
])

/** Whether the same call may succeed when it is made again. */
export const isWorthRetrying = ({ code, status }: AwsError): boolean =>
  THROTTLED.has(code) || TRANSIENT.has(code) || status === 429 || (status !== null && status >= 500)

/** AWS refuses a signature that is more than minutes old, or from the future, with one of these. */
export const isAboutTime = ({ code, message }: AwsError): boolean =>
  /^(RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/.test(code) ||
  (/^(SignatureDoesNotMatch|InvalidSignatureException|AuthFailure)$/.test(code) &&
    /signature (expired|not yet current)/i.test(message))

/** Whether what proved who calls had run out. */
export const isExpired = (error: unknown): boolean =>
  error instanceof AwsError && /^ExpiredToken(Exception)?$/.test(error.code)
