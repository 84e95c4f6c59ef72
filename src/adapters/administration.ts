/** What only setup and doctor ask: loaded by those, in one part of a bundle. */
export { diagnosticsOf } from "./doctor/diagnostics.ts"
export { adminAws } from "./setup/admin-aws.ts"
export { adminGithub } from "./setup/github-settings.ts"
export { platforms } from "./setup/platforms.ts"
