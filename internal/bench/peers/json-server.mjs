// json-server with its records in memory and its log off.
//   node json-server.mjs PORT FILE
// The file holds {db, id, prefix, self, own}: the records, their id member, what stands before the
// collections in a path, the path of the caller's own record and where that is.
import { readFileSync } from 'node:fs';
import jsonServer from 'json-server';

const [port, file] = process.argv.slice(2);
const { db, id, prefix, self, own } = JSON.parse(readFileSync(file, 'utf8'));
const server = jsonServer.create();
server.use(jsonServer.defaults({ logger: false }));
server.use((req, res, next) => {
  req.url = req.url === self ? own : req.url.slice(prefix.length);
  next();
});
const router = jsonServer.router(db);
router.db._.id = id;
server.use(router);
server.listen(Number(port), '127.0.0.1');
