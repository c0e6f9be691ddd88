import { describe, expect, it } from 'vitest';
import { filesIn, matches, treeOf } from '../../../../../src/adapters/nginx/setup/directives.ts';

const DUMP = `nginx: configuration file /etc/nginx/nginx.conf test is successful
# configuration file /etc/nginx/nginx.conf:
worker_processes auto;
http {
  log_format main '{ "a": $remote_addr; }';
  include conf.d/*.conf;
}

# configuration file /etc/nginx/conf.d/shop.conf:
server { # ours
  listen 80;
  location ~ "^/a{2}$" { proxy_pass "http://web:3000"; }
  if ($host = '') { return 400; }
}
`;

describe('what nginx -T shows', () => {
  const files = filesIn(DUMP);

  it('is one text for each file', () => {
    expect([...files.keys()]).toEqual(['/etc/nginx/nginx.conf', '/etc/nginx/conf.d/shop.conf']);
  });

  it('is a tree with the includes in their places', () => {
    const tree = treeOf(files);
    expect(tree.map(({ name }) => name)).toEqual(['worker_processes', 'http']);
    const http = tree[1]?.block ?? [];
    expect(http.map(({ name }) => name)).toEqual(['log_format', 'include', 'server']);
    const server = http[2];
    expect(server).toMatchObject({ file: '/etc/nginx/conf.d/shop.conf', line: 1 });
    expect(server?.block?.map(({ name }) => name)).toEqual(['listen', 'location', 'if']);
  });

  it('does not go round in circles', () => {
    const text = 'a;\ninclude /x.conf;\nb;';
    expect(treeOf(new Map([['/x.conf', text]])).map(({ name }) => name)).toEqual(['a', 'include', 'b']);
  });
});

it.each([
  ['conf.d/*.conf', '/etc/nginx/conf.d/a.conf', true],
  ['conf.d/*.conf', '/etc/nginx/conf.d/x/a.conf', false],
  ['/etc/nginx/a+b/?.conf', '/etc/nginx/a+b/1.conf', true],
  ['mime.types', '/etc/nginx/mime.types', true],
  ['mime.types', '/etc/nginx/mimeXtypes', false],
])('include %s brings in %s: %s', (pattern, path, expected) => {
  expect(matches(pattern, path, '/etc/nginx')).toBe(expected);
});
