import type { CommandResult } from "../workbench/workbench.ts"

/** How many of a tool's last lines a report keeps. */
const LOG_LINES = 20

export const lastLines = ({ stdout, stderr }: Pick<CommandResult, "stdout" | "stderr">): string[] =>
  `${stdout}\n${stderr}`
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .slice(-LOG_LINES)
