// Runs the page's two programs, as compiled, and compares what they print with
// the replies that the page shows.
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");

const reply = (name) => JSON.parse(fs.readFileSync(path.join(__dirname, "page", name), "utf8")).data;

// printed runs a program and resolves with the first thing it logs.
function printed(program) {
  return new Promise((resolve) => {
    const { log } = console;
    console.log = (value) => {
      console.log = log;
      resolve(value);
    };
    require(path.join(__dirname, "build", "js", program));
  });
}

(async () => {
  assert.deepEqual(await printed("api_user.js"), reply("api_user.json"));
  const users = await printed("api_user_admin.js");
  assert.deepEqual(users.map((user) => user.email), ["edward@cotalker.com", "guillermo@cotalker.com"]);
  const keys = Object.keys(reply("api_user_admin.json").users[0]).sort();
  for (const user of users) {
    assert.deepEqual(Object.keys(user).sort(), keys);
  }
  console.log("the generated client made the page's two calls");
})().catch((problem) => {
  console.error(problem);
  process.exit(1);
});
