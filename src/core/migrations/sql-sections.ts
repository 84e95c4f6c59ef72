/** How node-pg-migrate, dbmate, goose and sql-migrate divide a file. */
const MARKER =
  /^[ \t]*--[ \t-]*(?:(?:migrate:|\+goose[ \t]+|\+migrate[ \t]+)(up|down)|(up|down)[ \t]+migration)\b[^\n]*$/gim

/** The parts of an SQL migration; what precedes every marker goes up. */
export function sqlSections(text: string): { up: string; down: string } {
  const sections = { up: "", down: "" }
  let current: keyof typeof sections = "up"
  let from = 0
  for (const marker of text.matchAll(MARKER)) {
    sections[current] += text.slice(from, marker.index)
    current = (marker[1] ?? marker[2])?.toLowerCase() === "down" ? "down" : "up"
    from = marker.index + marker[0].length
  }
  sections[current] += text.slice(from)
  return sections
}
