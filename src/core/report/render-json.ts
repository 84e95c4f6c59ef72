import { harmlessJson } from "../text.ts"
import type { Report } from "./report.ts"

/** Exactly one JSON document, ended by a line feed. */
export const renderJson = (report: Report): string => `${harmlessJson(JSON.stringify(report, null, 2))}\n`
