import { COMMANDS } from "./report/report.ts"

/** How a command was called, up to its name: what is advised can then be pasted where that was typed. */
export type Program = "dagger call" | `release-pipeline${string}`

/** These alone are commands; a key of pipeline.json may have another one's name. */
const BARE = ["status", "history", "doctor", "next-version"]

/**
 * A command between backticks, as every text of ours has it: `unlock --stage production --reason 'WHY'`. Nothing that
 * could be more than text in a document or a table.
 */
export const ADVISED = new RegExp(
  `\`((?:(?:${COMMANDS.join("|")}) --|(?:${BARE.join("|")})(?=\`))[\\w .,:=@/'…+-]*)\``,
  "g",
)

/** The one place where a reader's own program comes before the commands that a text advises. */
export const spell = (text: string, program: Program): string =>
  text.replace(ADVISED, (_, command) => `\`${program} ${command}\``)
