import * as v from "valibot"
import { Url } from "./fields.ts"

export const Github = v.strictObject({
  repository: v.pipe(
    v.optional(v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+$/, "must be OWNER/NAME"))),
    v.description("OWNER/NAME on GitHub; default: what the remote origin names."),
  ),
  apiUrl: v.pipe(
    v.optional(Url),
    v.description(
      "Where GitHub Enterprise Server answers, e.g. https://github.example.com/api/v3. " +
        "A token goes there only when the remote origin is on the same host.",
    ),
  ),
})

export type GithubConfig = v.InferOutput<typeof Github>
