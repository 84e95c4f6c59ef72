import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { judgeSql, judgeSqlFile, sourceOf } from "../../../src/core/migrations/sql-risk.ts"

const said = (sql: string) => judgeSql(sql).map(({ risk, what }) => `${risk}: ${what}`)

describe("is additive", () => {
  test.each([
    "",
    ";;",
    "-- DROP TABLE messages;",
    "/* DROP TABLE a; /* nested */ DROP TABLE b; */ CREATE TABLE c (id int)",
    "CREATE TABLE messages (id bigint PRIMARY KEY, note text NOT NULL)",
    'create unlogged table if not exists public."Messages" (id int);',
    "CREATE INDEX CONCURRENTLY i ON messages (note)",
    "CREATE TYPE mood AS ENUM ('sad', 'DROP TABLE x;')",
    "CREATE MATERIALIZED VIEW v AS SELECT 1",
    "CREATE VIEW v AS SELECT 1",
    "CREATE FUNCTION f() RETURNS void AS $body$ BEGIN DROP TABLE x; END $body$ LANGUAGE plpgsql",
    "ALTER TABLE messages ADD COLUMN note text",
    "ALTER TABLE messages ADD note text DEFAULT '' NOT NULL",
    "ALTER TABLE IF EXISTS ONLY public.messages ADD COLUMN IF NOT EXISTS n int CHECK (n IS NOT NULL)",
    "ALTER TABLE messages ADD COLUMN n bigserial NOT NULL, ADD COLUMN o int",
    "ALTER TABLE messages ADD COLUMN n serial NOT NULL",
    "ALTER TABLE messages ADD COLUMN n int NOT NULL AUTO_INCREMENT",
    "ALTER TABLE messages ADD COLUMN price numeric(10, 2), ADD COLUMN b text",
    "ALTER TABLE messages ALTER COLUMN note SET DEFAULT 'x'",
    "ALTER TABLE messages DROP CONSTRAINT positive",
    "ALTER TABLE messages VALIDATE CONSTRAINT positive; ALTER TABLE messages SET (fillfactor = 70)",
    "ALTER TYPE mood ADD VALUE 'glad'",
    "INSERT INTO kinds (name) VALUES ('a'), ('b; DELETE FROM kinds') ON CONFLICT DO NOTHING",
    "BEGIN; SET lock_timeout = '5s'; COMMENT ON TABLE a IS 'it''s'; GRANT SELECT ON a TO b; COMMIT",
    "INSERT INTO a VALUES (E'a\\';DROP TABLE x;--'), ($$DROP TABLE x$$), (\"drop\", `drop`)",
  ])("%s", (sql) => expect(said(sql)).toEqual([]))

  test("whatever a migration does to a table that it creates itself", () => {
    expect(
      said(`CREATE TABLE notes (id int);
        CREATE UNIQUE INDEX ON notes (id);
        ALTER TABLE notes ADD CONSTRAINT positive CHECK (id > 0), ALTER COLUMN id SET NOT NULL;
        UPDATE notes SET id = 1; DELETE FROM ONLY notes; DROP TABLE notes`),
    ).toEqual([])
  })

  test("every migration of the example", () => {
    const folder = join(import.meta.dirname, "../../../examples/athlete-agent/packages/shared/src/migrations")
    const files = readdirSync(folder).map((name) => judgeSqlFile(readFileSync(join(folder, name), "utf8")))
    expect(files.length).toBeGreaterThan(2)
    for (const file of files) expect(file).toEqual({ findings: [], hasDown: true })
  })
})

describe("is destructive", () => {
  test.each([
    ["DROP TABLE messages", "drops table messages"],
    ['drop table if exists public."Old Messages" cascade', "drops table public.Old_Messages"],
    ["CREATE TABLE a (); DROP TABLE a, messages", "drops a"],
    ["CREATE TABLE a (); ALTER VIEW a RENAME TO b", "renames a or a part of it"],
    ["DROP SCHEMA app CASCADE", "drops app"],
    ["DROP MATERIALIZED VIEW IF EXISTS v", "drops v"],
    ["TRUNCATE messages", "empties or overwrites tables"],
    ["UPDATE messages SET note = ''", "overwrites rows of messages"],
    ["DELETE FROM ONLY public.messages", "deletes rows of public.messages"],
    [
      "INSERT INTO kinds VALUES (1) ON CONFLICT (id) DO UPDATE SET n = 1",
      "inserts into kinds and changes rows",
    ],
    ["WITH old AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM old", "changes rows"],
    ["ALTER TABLE messages DROP COLUMN note", "drops column note of messages"],
    ["ALTER TABLE messages DROP IF EXISTS note CASCADE", "drops column note of messages"],
    ["ALTER TABLE m ADD COLUMN a int, DROP COLUMN b", "drops column b of m"],
    ["ALTER TABLE m ADD COLUMN a numeric(10, 2), DROP COLUMN b", "drops column b of m"],
    ["SELECT '\\'; DROP TABLE a", "drops table a"],
    ["SELECT E'\\\\'; DROP TABLE a", "drops table a"],
    ['SELECT "\\"; DROP TABLE a', "drops table a"],
    ["ALTER TABLE m ALTER COLUMN a SET DATA TYPE text USING a::text", "changes the type of a of m"],
    ["ALTER TABLE m ALTER a TYPE text", "changes the type of a of m"],
    ["ALTER TABLE m ALTER COLUMN a SET NOT NULL", "makes a of m not null"],
    ["ALTER TABLE m ADD COLUMN a int NOT NULL", "adds column a to m, which is not null and has no default"],
    ["ALTER TABLE m ADD a uuid PRIMARY KEY", "adds column a to m, which is not null and has no default"],
    ["ALTER TABLE m RENAME COLUMN a TO b", "renames m or a part of it"],
    ["ALTER TABLE m RENAME TO n", "renames m or a part of it"],
    ["ALTER TABLE m SET SCHEMA old", "renames m or a part of it"],
    ["ALTER TABLE m DETACH PARTITION p", "detaches a partition of m"],
    ["ALTER TABLE m MODIFY COLUMN a int", "changes a column of m"],
    ["ALTER TYPE mood RENAME VALUE 'sad' TO 'glad'", "renames mood or a part of it"],
    ["ALTER VIEW v RENAME TO w", "renames v or a part of it"],
    ["CREATE TABLE IF NOT EXISTS m (id int); ALTER TABLE m DROP COLUMN a", "drops column a of m"],
  ])("%s", (sql, what) => expect(said(sql)).toContain(`destructive: ${what}`))
})

describe("is unknown", () => {
  const cut = "ends within a string, a name or a comment"
  test.each([
    ["SELECT 'it", cut],
    ['SELECT "it', cut],
    ["CREATE TABLE a (); /* /* */", cut],
    ["SELECT $x$ $y$", cut],
    ["CALL x ( MERGE INTO a )", "does something that cannot be judged: CALL X ("],
    ["EXPLAIN WITH a AS (SELECT 1) SELECT 1", "does something that cannot be judged: EXPLAIN WITH A"],
    ["EXPLAIN CREATE TABLE a ()", "does something that cannot be judged: EXPLAIN CREATE TABLE"],
    ["ALTER TABLE m NO ADD UNIQUE (a)", "changes m in a way that cannot be judged: NO ADD UNIQUE"],
    ["ALTER TABLE m ADD UNIQUE", "refuses rows of m that were allowed before"],
    ["ALTER TABLE m NO DROP CONSTRAINT c", "changes m in a way that cannot be judged: NO DROP CONSTRAINT"],
    ["ALTER TABLE m NO SET (a = 1)", "changes m in a way that cannot be judged: NO SET ("],
    ["ALTER TABLE m NO OWNER TO a", "changes m in a way that cannot be judged: NO OWNER TO"],
    ["ALTER TABLE m NO DETACH PARTITION p", "changes m in a way that cannot be judged: NO DETACH PARTITION"],
    ["ALTER TABLE m NO RENAME TO n", "changes m in a way that cannot be judged: NO RENAME TO"],
    ["ALTER TABLE m NO CHANGE a b", "changes m in a way that cannot be judged: NO CHANGE A"],
    ["SELECT 1.5", "does something that cannot be judged: SELECT 1.5"],
    ["SELECT 12", "does something that cannot be judged: SELECT 12"],
    ["SELECT $a1$ ; DROP TABLE x $a1$", "does something that cannot be judged: SELECT ''"],
    ["SELECT 'it''s; DROP TABLE x'", "does something that cannot be judged: SELECT ''"],
    ["SELECT `a; DROP TABLE x`", 'does something that cannot be judged: SELECT "a__DROP_TABLE_x"'],
    ["SELECT 'it", "ends within a string, a name or a comment"],
    ["SELECT 'it'", "does something that cannot be judged: SELECT ''"],
    ["SELECT E'it'", "does something that cannot be judged: SELECT ''"],
    ["SELECT setval('s', 1)", "does something that cannot be judged: SELECT SETVAL ("],
    ["DO $$ BEGIN EXECUTE 'x'; END $$", "does something that cannot be judged: DO ''"],
    ["CREATE OR REPLACE VIEW v AS SELECT 1", "does something that cannot be judged: CREATE OR REPLACE"],
    ["CREATE TRIGGER t BEFORE INSERT ON a", "does something that cannot be judged: CREATE TRIGGER T"],
    ["DROP INDEX i", "does something that cannot be judged: DROP INDEX I"],
    ["\\connect other", "does something that cannot be judged: \\ CONNECT OTHER"],
    ["WITH a AS (SELECT 1) SELECT f(1) FROM a", "runs a query"],
    ["CREATE UNIQUE INDEX IF NOT EXISTS i ON public.m (a)", "refuses rows of public.m that are not unique"],
    ["ALTER TABLE m ADD CONSTRAINT c CHECK (a > 0)", "refuses rows of m that were allowed before"],
    ["ALTER TABLE m ADD UNIQUE (a)", "refuses rows of m that were allowed before"],
    [
      "ALTER TABLE m ALTER COLUMN a DROP NOT NULL",
      "changes m in a way that cannot be judged: ALTER COLUMN A",
    ],
    ["ALTER TABLE m", "changes m in a way that cannot be judged: ALTER TABLE M"],
    ["ALTER TABLE m ENABLE ROW LEVEL SECURITY", "changes m in a way that cannot be judged: ENABLE ROW LEVEL"],
  ])("%s", (sql, what) => expect(said(sql)).toEqual([`unknown: ${what}`]))
})

describe("the sections of a file", () => {
  const hasDown = (text: string) => judgeSqlFile(text).hasDown
  const drop = "DROP TABLE a;"

  test.each([
    `-- Up Migration\nCREATE TABLE a (id int);\n-- Down Migration\n${drop}\n`,
    `CREATE TABLE a (id int);\n\n  ---- DOWN migration (by hand)\n${drop}`,
    `-- Down Migration\n${drop}\n-- Up Migration\nCREATE TABLE a (id int);`,
    `-- migrate:up transaction:false\nCREATE TABLE a (id int);\n-- migrate:down\n${drop}`,
    `-- +goose Up\nCREATE TABLE a (id int);\n-- +goose Down\n${drop}`,
    `\t--\tmigrate:up\nCREATE TABLE a (id int);\n--  migrate:down\n${drop}`,
    `-- +goose   Up\nCREATE TABLE a (id int);\n-- +goose \t Down\n${drop}`,
    `-- +migrate   Up\nCREATE TABLE a (id int);\n-- +migrate \t Down\n${drop}`,
    `-- Up   Migration\nCREATE TABLE a (id int);\n-- Down \t Migration\n${drop}`,
    `-- +migrate Up\r\nCREATE TABLE a (id int);\r\n-- +migrate Down\r\n${drop}`,
  ])("that goes down is no part of the way up: %j", (text) => {
    expect(judgeSqlFile(text)).toEqual({ findings: [], hasDown: true })
  })

  test("that goes up again is a part of the way up", () => {
    const text = "-- Down Migration\n-- Up Migration\nDROP TABLE a"
    expect(judgeSqlFile(text).findings).toEqual([{ risk: "destructive", what: "drops table a" }])
  })

  test("a text without one has no way down, nor has an empty one", () => {
    expect(hasDown("CREATE TABLE a ()")).toBe(false)
    expect(hasDown("CREATE TABLE a ();\n-- Down Migration\n-- nothing to do\n")).toBe(false)
    expect(hasDown("-- down\nDROP TABLE a")).toBe(false)
    expect(judgeSqlFile("-- what goes down\nDROP TABLE a").findings).toHaveLength(1)
  })

  test("a way down that cannot be read is one all the same", () => {
    expect(hasDown("-- Down Migration\nSELECT 'it")).toBe(true)
  })
})

test("a dropped table is seen whatever stands around it", () => {
  const fragments = [
    "CREATE TABLE a (id int)",
    "SELECT 1",
    "-- x",
    "/* y */",
    "UPDATE b SET c = $$;$$",
    "'--'",
  ]
  // a text that ends within a string would swallow what follows
  const text = fc
    .oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 30 }))
    .filter((sql) => !said(sql).some((line) => line.startsWith("unknown: ends within")))
  fc.assert(
    fc.property(fc.array(text), fc.array(text), (before, after) => {
      const sql = [...before, "DROP TABLE messages", ...after].join("\n;\n")
      expect(said(sql)).toContain("destructive: drops table messages")
    }),
  )
})

describe("what a reviewer reads of a migration", () => {
  test("is its way up, with what a statement risks where it begins", () => {
    const sql =
      "-- Up Migration\nCREATE TABLE a (\n  id int\n);\nDROP TABLE b;DROP TABLE c;\nDROP TABLE a;\n-- Down Migration\nDROP TABLE d;\n"
    expect(sourceOf("db/1.sql", sql)).toEqual({
      path: "db/1.sql",
      lines: [
        { text: "CREATE TABLE a (", risks: [] },
        { text: "  id int", risks: [] },
        { text: ");", risks: [] },
        { text: "DROP TABLE b;DROP TABLE c;", risks: ["drops table b", "drops table c"] },
        // its own
        { text: "DROP TABLE a;", risks: [] },
      ],
      more: 0,
    })
  })

  test("has its risk where a statement begins", () => {
    expect(sourceOf("db/1.sql", "DROP\n  TABLE b;").lines.map(({ risks }) => risks)).toEqual([
      ...[["drops table b"], []],
    ])
  })

  test("goes down behind a marker in a line of its own alone", () => {
    const sql = "CREATE TABLE a (id int); -- migrate:down follows\nDROP TABLE b"
    expect(judgeSqlFile(sql)).toMatchObject({ findings: [{ what: "drops table b" }], hasDown: false })
  })

  test("is shown also where it cannot be read as SQL", () => {
    expect(sourceOf("db/1.sql", "SELECT 'open").lines).toEqual([{ text: "SELECT 'open", risks: [] }])
  })

  test("is cut where it is long", () => {
    const { lines, more } = sourceOf("db/1.sql", `${"x".repeat(500)}\n${"SELECT 1;\n".repeat(119)}`)
    expect([lines.length, more]).toEqual([100, 20])
    expect(lines[0]?.text).toHaveLength(200)
  })
})
