import { createServer } from "node:http"

const { VERSION: version, SHA: sha } = process.env

createServer((_request, response) => {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ version, sha }))
}).listen(8080)
