import { type HttpApp, startHttpApp } from "./http-app.ts"

/** One answer of a fake AWS. */
export interface AwsAnswer {
  status?: number
  headers?: Readonly<Record<string, string>>
  body?: string
}

/** A server that gives the answers in order, and the last one from then on; it speaks no protocol itself. */
export function startAwsServer(...answers: readonly AwsAnswer[]): Promise<HttpApp> {
  let asked = 0
  return startHttpApp((_request, response) => {
    const {
      status = 200,
      headers = {},
      body = "",
    } = answers[Math.min(asked, answers.length - 1)] as AwsAnswer
    asked++
    response.sendDate = headers.date === undefined
    response.writeHead(status, headers).end(body)
  })
}

/** An error as STS and IAM write it. */
export const queryError = (code: string, message: string, status = 400): AwsAnswer => ({
  status,
  headers: { "x-amzn-requestid": "req-1" },
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>req-1</RequestId></ErrorResponse>`,
})

/** An error as the services of the JSON protocol write it. */
export const jsonError = (code: string, message: string, status = 400): AwsAnswer => ({
  status,
  headers: { "x-amzn-requestid": "req-2" },
  body: JSON.stringify({ __type: `com.amazonaws.example#${code}`, message }),
})
