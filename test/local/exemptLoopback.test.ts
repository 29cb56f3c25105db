import { exemptLoopback } from '../../local/exemptLoopback';

const exempted = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  exemptLoopback(env);
  return env;
};
const LIST = '127.0.0.1,localhost';

describe('exemptLoopback', () => {
  it.each(['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'])(
    'exempts this machine, in both spellings, where %s is set',
    (name) => {
      expect(exempted({ [name]: 'http://proxy:8080' })).toEqual({
        [name]: 'http://proxy:8080',
        NO_PROXY: LIST,
        no_proxy: LIST,
      });
    },
  );

  it('keeps what is exempt already, from both spellings and however it is separated', () => {
    const env = { HTTP_PROXY: 'http://proxy', NO_PROXY: 'a.example, .b.example', no_proxy: 'c.example localhost' };
    const list = 'a.example,.b.example,c.example,localhost,127.0.0.1';
    expect(exempted(env)).toEqual({ HTTP_PROXY: 'http://proxy', NO_PROXY: list, no_proxy: list });
  });

  it('removes the proxy where every host is exempt: not every client knows *', () => {
    const env = exempted({ HTTP_PROXY: 'http://proxy', https_proxy: 'http://proxy', no_proxy: '*' });
    expect(env).toEqual({ NO_PROXY: `*,${LIST}`, no_proxy: `*,${LIST}` });
  });

  it('changes nothing without a proxy', () => {
    expect(exempted({ HTTP_PROXY: '', NO_PROXY: 'a.example' })).toEqual({ HTTP_PROXY: '', NO_PROXY: 'a.example' });
  });
});
