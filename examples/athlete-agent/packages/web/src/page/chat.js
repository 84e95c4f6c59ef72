const form = document.querySelector("#chat")
const reply = document.querySelector("#reply")

form.addEventListener("submit", async (event) => {
  event.preventDefault()
  const button = form.querySelector("button")
  button.disabled = true
  show("…")
  try {
    const response = await fetch(form.getAttribute("action"), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ message: form.elements.message.value }),
    })
    const body = await response.json()
    if (response.ok) show(body.answer, body.sources)
    else show(`No answer: ${body.error}`)
  } catch {
    show("No answer: the server cannot be reached.")
  } finally {
    button.disabled = false
  }
})

function show(text, sources = []) {
  const links = sources.map(({ title, url }) => element("a", title, { href: url, rel: "noreferrer" }))
  reply.replaceChildren(element("p", text), ...links.map((link) => element("p", link)))
}

function element(name, content, attributes = {}) {
  const created = document.createElement(name)
  // append() makes text nodes of strings, so that no answer is ever read as HTML.
  created.append(content)
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, value)
  return created
}
