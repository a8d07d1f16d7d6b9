// A mock in a few lines on openapi-backend: it validates requests, checks that
// the headers are there, and answers with the document's examples.
//   node openapi-backend.mjs PORT DOCUMENT
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { OpenAPIBackend } from 'openapi-backend';

const [port, document] = process.argv.slice(2);
const definition = JSON.parse(readFileSync(document, 'utf8'));
const answer = (res, status, body) => res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const api = new OpenAPIBackend({
  definition,
  quick: true,
  handlers: {
    notFound: (c, req, res) => answer(res, 404, {}),
    validationFail: (c, req, res) => answer(res, 400, { errors: c.validation.errors }),
    unauthorizedHandler: (c, req, res) => answer(res, 401, {}),
    notImplemented: (c, req, res) => {
      const { status, mock } = c.api.mockResponseForOperation(c.operation.operationId);
      answer(res, status, mock);
    },
  },
});
for (const name of Object.keys(definition.components.securitySchemes)) {
  const { in: place, name: header = 'authorization' } = definition.components.securitySchemes[name];
  api.registerSecurityHandler(name, (c) => Boolean(c.request.headers[(place === 'header' ? header : 'authorization').toLowerCase()]));
}
await api.init();
createServer((req, res) => {
  const parts = [];
  req.on('data', (part) => parts.push(part)).on('end', () => {
    const text = Buffer.concat(parts).toString();
    const [path, query] = req.url.split('?');
    api.handleRequest({ method: req.method, path, query, headers: req.headers, body: text ? JSON.parse(text) : undefined }, req, res)
      .catch((err) => answer(res, 500, { detail: String(err) }));
  });
}).listen(Number(port), '127.0.0.1');
