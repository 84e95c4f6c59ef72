// The same rule as Biome's noFloatingPromises, judged by TypeScript's own types. Biome infers types itself and
// loses them in most chains of the Dagger SDK, which is exactly where a lost promise means a step that never ran.
import ts from "typescript"

const shortCircuits = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
])
const sdk = /[\\/]@dagger\.io[\\/]dagger[\\/]|[\\/]dagger[\\/]sdk[\\/]/

export function floatingStatements(program: ts.Program, file: ts.SourceFile): string[] {
  const checker = program.getTypeChecker()
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isExpressionStatement(node)) {
      const fault = results(node.expression)
        .map((result) => faultOf(checker, result))
        .find(Boolean)
      const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1
      if (fault) found.push(`${line}: ${fault}: ${node.getText(file).split("\n")[0]}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

// What a statement leaves unused: `ready && deploy()` leaves the promise of `deploy()`.
function results(expression: ts.Expression): ts.Expression[] {
  let inner = expression
  while (ts.isParenthesizedExpression(inner)) inner = inner.expression
  if (ts.isConditionalExpression(inner)) return [...results(inner.whenTrue), ...results(inner.whenFalse)]
  if (!ts.isBinaryExpression(inner)) return [inner]
  const operator = inner.operatorToken.kind
  if (operator === ts.SyntaxKind.CommaToken) return [...results(inner.left), ...results(inner.right)]
  return shortCircuits.has(operator) ? results(inner.right) : []
}

function faultOf(checker: ts.TypeChecker, expression: ts.Expression): string | undefined {
  if (ts.isAwaitExpression(expression) || ts.isVoidExpression(expression) || isHandled(expression))
    return undefined
  if (isOfVitest(expression)) return undefined
  const type = checker.getTypeAtLocation(expression)
  const parts = type.isUnion() ? type.types : [type]
  if (parts.some((part) => isThenable(part) && !isAny(part))) return "promise nobody awaits"
  if (parts.some(isLazySdkObject)) return "lazy Dagger object nobody uses"
  return undefined
}

// `.catch(handler)` and `.then(done, handler)` deal with the failure, which is all that is asked.
function isHandled(expression: ts.Expression): boolean {
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return false
  const method = expression.expression.name.text
  return (
    (method === "catch" && expression.arguments.length > 0) ||
    (method === "then" && expression.arguments.length > 1)
  )
}

const vitestOwn = new Set(["afterAll", "afterEach", "beforeAll", "beforeEach", "describe", "test"])
const vitestPromise = /\b(?:resolves|rejects|poll|toMatchFileSnapshot)\b/

// Most statements of tests. To judge one by its type takes a type of all that is in it, which is half of what this costs.
function isOfVitest(expression: ts.Expression): boolean {
  let first: ts.Expression = expression
  const names: string[] = []
  while (!ts.isIdentifier(first)) {
    if (ts.isPropertyAccessExpression(first)) names.push(first.name.text)
    else if (!ts.isCallExpression(first)) return false
    first = first.expression
  }
  return first.text === "expect" ? !names.some((name) => vitestPromise.test(name)) : vitestOwn.has(first.text)
}

function isThenable(type: ts.Type): boolean {
  return type.getProperty("then") !== undefined
}

function isAny(type: ts.Type): boolean {
  return (type.flags & ts.TypeFlags.Any) !== 0
}

function isLazySdkObject(type: ts.Type): boolean {
  const declaration = type.getSymbol()?.declarations?.[0]
  return (
    declaration !== undefined &&
    sdk.test(declaration.getSourceFile().fileName) &&
    type.getProperty("id") !== undefined
  )
}
