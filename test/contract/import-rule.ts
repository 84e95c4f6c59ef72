import { dirname, join } from "node:path/posix"
import ts from "typescript"
import { impureGlobals, layers } from "./layers.ts"

type Layer = (typeof layers)[number]

/** Every violation as `path:line: what is wrong`; `path` is relative to the repository's root. */
export function importViolations(path: string, text: string): string[] {
  const layer = layers.find(({ files }) => files.test(path))
  if (!layer) return [`${path}:1: belongs to no layer: add one to test/contract/layers.ts`]
  const file = parse(path, text)
  // only where names must be told apart, because it costs many times what reading the file does
  let made: ts.TypeChecker | undefined
  const checker = () => {
    made ??= checkerOf(file)
    return made
  }
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const fault = importFault(layer, path, node) ?? (layer.pure ? purityFault(checker, node) : undefined)
    const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1
    if (fault) found.push(`${path}:${line}: ${layer.name} ${fault}`)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

export interface Import {
  /** the imported file, relative to the repository's root */
  target: string
  /** it is loaded when it is asked for, by import() */
  onDemand: boolean
}

/** The files that a file imports, types included. */
export function importsOf(path: string, text: string): Import[] {
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    const imported = importedBy(node)
    if (imported && ts.isStringLiteralLike(imported) && imported.text.startsWith(".")) {
      found.push({ target: targetOf(path, imported.text), onDemand: ts.isCallExpression(node) })
    }
    ts.forEachChild(node, visit)
  }
  visit(parse(path, text))
  return found
}

const parse = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)

// One file and no library: a name that the file does not declare itself is a global then.
function checkerOf(file: ts.SourceFile): ts.TypeChecker {
  const options: ts.CompilerOptions = { noLib: true, noResolve: true, target: ts.ScriptTarget.Latest }
  const host = {
    ...ts.createCompilerHost(options),
    getSourceFile: (name: string) => (name === file.fileName ? file : undefined),
  }
  return ts.createProgram([file.fileName], options, host).getTypeChecker()
}

function importFault(layer: Layer, path: string, node: ts.Node): string | undefined {
  const imported = importedBy(node)
  if (!imported) return undefined
  if (!ts.isStringLiteralLike(imported)) return "imports something that is only known at run time"
  const name = imported.text
  if (!name.startsWith(".")) return isAllowedPackage(layer, name) ? undefined : `may not import "${name}"`
  const target = targetOf(path, name)
  const isSource = target.startsWith("src/") || target.startsWith("dagger/src/")
  if (isSource && !name.endsWith(".ts")) return `imports "${name}", which does not end in .ts`
  return layer.sources.test(target) ? undefined : `may not import "${name}"`
}

const targetOf = (path: string, name: string): string => join(dirname(path), name)

// import, export … from, import(), require() and import("…").Type, which all load or bind to the same module.
function importedBy(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument
  if (ts.isExternalModuleReference(node)) return node.expression
  if (!ts.isCallExpression(node)) return undefined
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === "require"
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword
  return isRequire || isImport ? node.arguments[0] : undefined
}

function isAllowedPackage(layer: Layer, name: string): boolean {
  return layer.packages.some((allowed) =>
    allowed.endsWith("*")
      ? name.startsWith(allowed.slice(0, -1))
      : name === allowed || name.startsWith(`${allowed}/`),
  )
}

const isSuspect = (name: string): boolean => impureGlobals.has(name) || name === "Date" || name === "Math"

function purityFault(checker: () => ts.TypeChecker, node: ts.Node): string | undefined {
  if (!ts.isIdentifier(node) || !isSuspect(node.text) || !isGlobalReference(checker(), node)) return undefined
  if (impureGlobals.has(node.text)) return `may not touch ${node.text}`
  if (node.text === "Date" && !isTimelessDate(node)) return "may not read the clock: Date"
  if (node.text === "Math" && !isMathWithoutChance(node)) return "may not use chance: Math.random"
  return undefined
}

function isGlobalReference(checker: ts.TypeChecker, node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isShorthandPropertyAssignment(parent)) return !checker.getShorthandAssignmentValueSymbol(parent)
  const isName = "name" in parent && parent.name === node
  const isKey = "propertyName" in parent && parent.propertyName === node
  const isDeclaredHere = checker.getSymbolAtLocation(node)?.declarations?.length
  return !isName && !isKey && !ts.isPartOfTypeNode(node) && !isDeclaredHere
}

function isTimelessDate(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isNewExpression(parent)) return (parent.arguments?.length ?? 0) > 0
  if (ts.isPropertyAccessExpression(parent)) return ["parse", "UTC"].includes(parent.name.text)
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword
}

function isMathWithoutChance({ parent }: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(parent) && parent.name.text !== "random"
}
