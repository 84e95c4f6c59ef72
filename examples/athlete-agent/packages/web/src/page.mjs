import { readFileSync } from "node:fs"

const HEADERS = {
  "cache-control": "no-cache",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'",
  "x-content-type-options": "nosniff",
}

export function pageRoutes({ version, stage }) {
  const page = read("index.html").replace("{{release}}", () => escapeHtml(`${version} (${stage})`))
  return {
    "/": { GET: serve("text/html", page) },
    "/chat.js": { GET: serve("text/javascript", read("chat.js")) },
    "/style.css": { GET: serve("text/css", read("style.css")) },
  }
}

function serve(type, body) {
  const answer = { status: 200, headers: { "content-type": `${type}; charset=utf-8`, ...HEADERS }, body }
  return async () => answer
}

function read(file) {
  return readFileSync(new URL(`./page/${file}`, import.meta.url), "utf8")
}

function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
