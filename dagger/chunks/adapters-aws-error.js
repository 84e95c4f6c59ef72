// Made by `npm run build` from src/engine: change it there.

// src/adapters/aws/error.ts
var AwsError = class extends Error {
  /** AWS's own, e.g. AccessDenied; `Unreachable`, `Timeout`, `BadAnswer` and the like where AWS said nothing */
  code;
  /** @param operation e.g. sts:GetCallerIdentity */
  constructor(operation, code, message, requestId) {
    let id = requestId === void 0 ? "" : ` (request ${requestId})`;
    super(`${operation}: ${code}: ${message}${id}`), this.name = "AwsError", this.code = code;
  }
};

export {
  AwsError
};
