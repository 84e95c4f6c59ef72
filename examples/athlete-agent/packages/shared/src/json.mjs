export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

// In which of the many ways a text is wrong never changes what a caller does about it.
export function parseObject(text) {
  try {
    const value = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
