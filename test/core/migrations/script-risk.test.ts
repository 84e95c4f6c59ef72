import { describe, expect, test } from "vitest"
import { judgeScriptFile } from "../../../src/core/migrations/script-risk.ts"

const said = (text: string) => judgeScriptFile(text).findings.map(({ risk, what }) => `${risk}: ${what}`)
const up = (body: string) => `exports.up = (pgm) => {\n${body}\n}\n`

const WHOLE = `import type { ColumnDefinitions, MigrationBuilder } from "node-pg-migrate"

export const shorthands: ColumnDefinitions | undefined = undefined

// pgm.dropTable("messages")
export async function up(pgm: MigrationBuilder): Promise<void> {
  pgm.createTable("notes", {
    id: "id",
    created_at: { type: "timestamptz", notNull: true, default: pgm.func("now()") },
  })
  pgm.createIndex("notes", "created_at", { unique: true })
  pgm.addConstraint("notes", "positive", { check: "id > 0" })
}

export async function down(pgm: MigrationBuilder): Promise<void> {
  pgm.dropTable("notes")
}
`

describe("is additive", () => {
  test("a whole migration, whatever it does to its own table and on the way down", () => {
    expect(judgeScriptFile(WHOLE)).toEqual({ findings: [], hasDown: true })
  })

  test.each([
    up(""),
    up("pgm.addColumn('messages', { note: { type: 'text' } })"),
    up("pgm.addColumns('messages', { a: { type: 'int', notNull: true, default: 1 }, b: 'text' })"),
    up("pgm.createIndex('messages', 'note'); pgm.createType('mood', ['sad', 'glad'])"),
    up('pgm.sql("CREATE TABLE a (id int)"); pgm.sql(`\nCREATE INDEX i ON a (id)\n`)'),
    up("pgm.sql`CREATE TABLE a (id int)`"),
    up("/* pgm.dropTable('a') */ const text = \"pgm.dropTable('a')\", it = 'it\\'s'"),
    up(`pgm.addColumn('m', { a: { default: '\${' } })`),
    up("pgm.addColumn('m', { a: { notNull : true, default : 1 }, b: { notNull:true, default: 1 } })"),
    `${up("")}exports.down = (pgm) => { a(() => { b(); c() }); pgm.dropTable('a') }`,
    `exports.down = (pgm) =>\n  pgm.dropTable('a')\n  ${up("")}`,
    "module.exports = { down: (pgm) => pgm.dropSchema('app'), up: (pgm) => pgm.createSchema('app') }",
    "module.exports = { up: (pgm) => pgm.createSchema('app'), down: (pgm) => pgm.dropSchema('app') }",
    "module.exports = { up(pgm) { pgm.createSchema('app') }, down(pgm) { pgm.dropSchema('app') } }",
    "export default class A1 implements Migration {\n  public async up(q: Runner): Promise<any> { await q.query('CREATE TABLE a (id int)') }\n" +
      "  public async down(q: Runner): Promise<any> { await q.query('DROP TABLE a') }\n}",
  ])("%s", (text) => expect(said(text)).toEqual([]))
})

test("a thousand calls are judged, and no more", () => {
  expect(said(up("pgm.createIndex('m', 'a');".repeat(1000)))).toEqual([])
  expect(said(up("pgm.createIndex('m', 'a');".repeat(1001)))).toEqual(["unknown: is too long to be judged"])
})

describe("a call that adds something is additive", () => {
  test.each([
    ...["createTable", "createIndex", "addIndex", "createType", "addType", "addTypeValue", "createExtension"],
    ...["addExtension", "createSchema", "createSequence", "createView", "createMaterializedView"],
    ...["createFunction", "createDomain", "createRole", "dropConstraint", "refreshMaterializedView"],
    ...["func", "noTransaction", "require", "constructor"],
  ])("%s", (name) => expect(said(up(`pgm.${name}('a')`))).toEqual([]))

  test.each([
    up("const f = function (a) { return a }; const g = async (a) => a"),
    up("pgm.createTable<Row>('a')"),
    up("pgm.createTable <Row> ('a')"),
    up(`const a = 'it\\'s', b = "say \\"x\\"", c = \`\\\`\``),
    up("const a =  /['\"]{2}[/]/.source"),
    up("const a = 'x\\ y', b = \"x\\ y\", c = `x\\ y`"),
  ])("as is what only defines: %s", (text) => expect(said(text)).toEqual([]))
})

describe("is destructive", () => {
  test.each([
    ["pgm.dropTable('messages')", "calls dropTable on messages"],
    ["pgm . dropColumns ( 'messages', ['note'] )", "calls dropColumns on messages"],
    ["pgm?.renameColumn('messages', 'a', 'b')", "calls renameColumn on messages"],
    ["pgm.dropTable(name)", "calls dropTable"],
    ["pgm.dropTable<Row>('messages')", "calls dropTable on messages"],
    ["pgm.dropTable <Row> ('messages')", "calls dropTable on messages"],
    ["const b = c / pgm.dropTable('a') / e", "calls dropTable on a"],
    ["pgm.dropTable(name, 'messages')", "calls dropTable"],
    ["pgm.dropTable(/* the old one */ 'messages')", "calls dropTable on messages"],
    [`pgm.dropTable('\${a}')`, `calls dropTable on \${a}`],
    ["pgm.createIndex('messages', 'a'); pgm.dropTable('messages')", "calls dropTable on messages"],
    [
      "pgm.alterColumn('m', 'a', { type : 'text' })",
      "changes the type of a column on m, or makes it not null",
    ],
    [
      "pgm.addColumn('m', { a: { notNull : true } })",
      "adds a column on m that is not null and has no default",
    ],
    ["pgm.addColumn('m', { a: { notNull:true } })", "adds a column on m that is not null and has no default"],
    ["knex.schema.dropTableIfExists('messages')", "calls dropTableIfExists on messages"],
    [
      "pgm.alterColumn('m', 'a', { type: 'text' })",
      "changes the type of a column on m, or makes it not null",
    ],
    [
      "pgm.addColumns('m', { a: { default: 1 }, b: { type: 'int', notNull: true } })",
      "adds a column on m that is not null and has no default",
    ],
    ["pgm.sql('DROP TABLE messages')", "drops table messages"],
    ["await db.query('UPDATE a SET b = 1')", "overwrites rows of a"],
    ["await db.raw('UPDATE a SET b = 1')", "overwrites rows of a"],
    ["await db.execute('UPDATE a SET b = 1')", "overwrites rows of a"],
    ["await db.unsafe('UPDATE a SET b = 1')", "overwrites rows of a"],
    ["pgm.del('a')", "calls del on a"],
  ])("%s", (body, what) => expect(said(up(body))).toEqual([`destructive: ${what}`]))

  test("what another function does before or after up", () => {
    const helper = "function tidy(pgm) { pgm.dropTable('a') }\n"
    for (const text of [helper + up(""), up("") + helper]) {
      expect(said(text)).toContain("destructive: calls dropTable on a")
    }
  })

  test.each([
    "module.exports = { up: (pgm) => {}, down: (pgm) => pgm.dropTable('a') }\npgm.dropTable('b')",
    `${up("")}exports.down = (pgm) => { pgm.dropTable('a') }\npgm.dropTable('b')`,
  ])("what stands behind the way down: %j", (text) => {
    expect(said(text)).toEqual(["destructive: calls dropTable on b"])
  })

  test("what an option called down does not hide", () => {
    expect(said(up("pgm.createTable('a', { down: 'text' }); pgm.dropTable('b')"))).toEqual([
      "destructive: calls dropTable on b",
    ])
    expect(said("exports.up = (pgm) => pgm.addX('a', { down: 1 }, pgm.dropTable('b'))")).toContain(
      "destructive: calls dropTable on b",
    )
  })

  test("what an up without braces does, before or after a down without any", () => {
    const [one, two] = [
      "exports.up = (pgm) => pgm.dropTable('a')",
      "exports.down = (pgm) => pgm.dropTable('b')",
    ]
    for (const text of [`${one}\n${two}\n`, `${two}\n${one}\n`, `${two};${one}`]) {
      expect(judgeScriptFile(text)).toEqual({
        findings: [{ risk: "destructive", what: "calls dropTable on a" }],
        hasDown: true,
      })
    }
  })
})

describe("is unknown", () => {
  test.each([
    ["const a = 'it", "cannot be read"],
    ["/* up = () => {}", "cannot be read"],
    [up(`pgm.sql(\`\${\`a\`}\`)`), "cannot be read"],
    ["export const steps = []", "exports no up that can be found"],
    ["// exports.up = () => {}", "exports no up that can be found"],
    ["exports.down = (pgm) => f(pgm) + exports.up = (pgm) => {}", "exports no up that can be found"],
    [up(`pgm.sql(\`DROP \${what}\`)`), "runs SQL that is put together at run time"],
    [up("pgm.sql(text)"), "runs SQL that is put together at run time"],
    [up("pgm['drop' + 'Table']('a')"), "calls something without a name"],
    [up("pgm['drop']?.('a')"), "calls something without a name"],
    [up("pgm['drop']?. ('a')"), "calls something without a name"],
    [up("pgm.createIndex('m', 'a', { unique : true })"), "calls createIndex on m"],
    [up("pgm.createIndex('m', 'a', { unique:true })"), "calls createIndex on m"],
    [up("if (x) { }"), "decides at run time what to do"],
    [up("for (const a of b) { }"), "decides at run time what to do"],
    [up("while (a) { }"), "decides at run time what to do"],
    [up("switch (a) { }"), "decides at run time what to do"],
    [up("try { } catch (a) { }"), "decides at run time what to do"],
    [up("help(pgm)"), "calls help"],
    [up("pgm.delay('m')"), "calls delay on m"],
    [up("pgm.mydropTable('m')"), "calls mydropTable on m"],
    [up("pgm.createIndex('m', 'a', { unique: true })"), "calls createIndex on m"],
    [
      up("pgm.createTable('m', {}, { ifNotExists: true }); pgm.addConstraint('m', 'c')"),
      "calls addConstraint on m",
    ],
    [up("pgm.alterColumn('m', 'a', { default: 1 })"), "calls alterColumn on m"],
    [up("pgm.addColumn('m', { a: { notNull: true, default: { b: 1 } } })"), "adds columns on m"],
    [up("pgm.dropIndex('m', 'a')"), "calls dropIndex on m"],
  ])("%j", (text, what) => expect(said(text)).toEqual([`unknown: ${what}`]))

  test("a regular expression is no string, and a division no regular expression", () => {
    expect(said(up("const a = /['\"`/]/; const b = c / d / e"))).toEqual([])
  })

  test("brackets that nobody closes end with the text", () => {
    expect(said("exports.up = (pgm) => { pgm.dropTable('a', {")).toEqual([
      "destructive: calls dropTable on a",
    ])
  })
})

describe("the way down", () => {
  const hasDown = (text: string) => judgeScriptFile(text).hasDown
  test.each([
    [up(""), false],
    [`${up("")}exports.down = false`, false],
    [`${up("")}exports.down=false`, false],
    [`${up("")}exports.down = (pgm) => { let down = false; pgm.dropTable('a') }`, true],
    [up("pgm.createTable('a', { down: 'text' })"), false],
    [`${up("pgm.createTable('a', { down: 'text' })")}exports.down = (pgm) => {}`, true],
    ["exports.up = (pgm) => pgm.addX({ down: 1, down: 2 })", false],
    ["exports.down = () => 'it", false],
    [`${up("")}export const down = (pgm: MigrationBuilder): void => { pgm.dropTable('a') }`, true],
    [`${up("")}exports.down = pgm => pgm.dropTable('a')`, true],
    [`${up("")}// exports.down = () => {}`, false],
  ])("%j: %s", (text, expected) => expect(hasDown(text)).toBe(expected))
})
