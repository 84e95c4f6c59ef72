const GRACE_MS = 3000

// `once`, so that a second signal ends the process at once.
export function stopOnSignal(server) {
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => stop(server))
}

function stop(server) {
  // A server that never listened reports an error here, and is just as finished.
  server.close(() => process.exit(0))
  setTimeout(() => server.closeAllConnections(), GRACE_MS).unref()
}
