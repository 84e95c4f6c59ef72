/** Which policy is written, where only one is. */
export const POLICIES = ["trust", "permissions", "boundary"] as const
export type Policy = (typeof POLICIES)[number]

/** How policies are written: one as IAM's JSON, or everything as commands or as a template. */
export const SHAPES = ["json", "commands", "cloudformation"] as const
export type Shape = (typeof SHAPES)[number]
