import { describe, expect, test } from "vitest"
import { find, membersAt, parseXml, textAt } from "../../../src/adapters/aws/xml.ts"

const IDENTITY = `<?xml version="1.0"?>
<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>arn:aws:sts::123456789012:assumed-role/deploy/run-1</Arn>
    <Empty/>
  </GetCallerIdentityResult>
  <ResponseMetadata><RequestId>a1</RequestId></ResponseMetadata>
</GetCallerIdentityResponse>
`

describe("an answer", () => {
  test("gives the text at the end of a path", () => {
    const root = parseXml(IDENTITY)
    expect(root.name).toBe("GetCallerIdentityResponse")
    expect(textAt(root, "GetCallerIdentityResult", "Arn")).toBe(
      "arn:aws:sts::123456789012:assumed-role/deploy/run-1",
    )
    expect(textAt(root, "ResponseMetadata", "RequestId")).toBe("a1")
  })

  test("has null where there is nothing, and an empty text where there is an empty element", () => {
    const root = parseXml(IDENTITY)
    expect(textAt(root, "GetCallerIdentityResult", "Empty")).toBe("")
    expect(textAt(root, "Nothing", "Arn")).toBeNull()
    expect(find(root, "ResponseMetadata", "Arn")).toBeNull()
  })

  test("gives the members of a list", () => {
    const root = parseXml("<R><L><member><Arn>a</Arn></member><member><Arn>b</Arn></member></L></R>")
    expect(membersAt(root, "L").map((member) => textAt(member, "Arn"))).toEqual(["a", "b"])
    expect(membersAt(root, "M")).toEqual([])
  })

  test("is unescaped", () => {
    expect(parseXml("<M>a &amp;&lt;&gt;&quot;&apos; &#65;&#x1F600; &amp;lt;</M>").text).toBe(
      "a &<>\"' A😀 &lt;",
    )
  })
})

describe("refuses", () => {
  test.each([
    ["a declared entity", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ["an unknown entity", "<a>&b;</a>"],
    ["what every object has", "<a>&constructor;</a>"],
    ["a bare ampersand", "<a>b & c</a>"],
    ["a character that is none", "<a>&#x110000;</a>"],
    ["a comment", "<a><!-- b --></a>"],
    ["CDATA", "<a><![CDATA[b]]></a>"],
    ["an element that is not closed", "<a><b></a>"],
    ["a document that breaks off", "<a><b>c"],
    ["a close without an open", "</a>"],
    ["two documents", "<a/><b/>"],
    ["text around the document", "<a/>b"],
    ["nothing", ""],
    ["a page of HTML", "<html><body><br>Bad Gateway</body></html>"],
    ["a document without an end of depth", "<a>".repeat(100) + "</a>".repeat(100)],
  ])("%s", (_name, text) => {
    expect(() => parseXml(text)).toThrow()
  })

  test("a long document of anything in no time", () => {
    const started = performance.now()
    for (const piece of ["<a ", '<a b="', "&#", "< ", "<a b='c' "])
      expect(() => parseXml(piece.repeat(50_000))).toThrow()
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
