import * as v from "valibot"

export const Text = v.pipe(v.string(), v.nonEmpty("must not be empty"))
export const Argv = v.pipe(
  v.array(v.string()),
  v.minLength(1, "must name a program"),
  v.description("A program and its arguments; no shell reads them. {stage}, {tag} and {sha} are replaced."),
)
export const VariableName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of an environment variable"),
)
export const Environment = v.record(VariableName, v.string())
/** How a tool is handed each secret; its value is never in pipeline.json. */
export const ToolSecrets = v.pipe(
  v.optional(v.record(VariableName, v.picklist(["variable", "file"])), {}),
  v.description(
    "Secrets that the tool is handed, by name: as a variable of that name, or as a file whose path that variable holds " +
      "(KUBECONFIG). On a host they come from the environment, on an engine from --secret env://NAME.",
  ),
)
export const positive = (unit: string) => v.pipe(v.number(), v.gtValue(0, `must be more than 0 ${unit}`))
/** A timer that is set to more than about 24 days fires at once, so a typo must not get there. */
export const Seconds = v.pipe(positive("seconds"), v.maxValue(86_400, "must be at most 86400 seconds, a day"))
export const Name = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][A-Za-z0-9_]*$/, "must be a word of letters, digits and _"),
)

/** A path below the repository's root: it never leads up or out of it, and has no slash at the end. */
export const RepositoryPath = v.pipe(
  Text,
  v.regex(
    /^(?!\/)(?!(.*\/)?\.{0,2}(\/|$))(?!.*\\).+$/,
    "must be a path below the repository's root, such as packages/db/migrations",
  ),
)

// on its own, v.url takes localhost:3000 for a URL of the scheme "localhost"
export const Url = v.pipe(
  v.string(),
  v.regex(/^https?:\/\//, "must begin with http:// or https://"),
  v.url("is not a URL"),
)
