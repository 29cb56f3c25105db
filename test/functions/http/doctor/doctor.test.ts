import { route } from '../../../helpers/route';
import { createApi } from '../apiFixture';

describe('GET /api/routes/{route}/doctor', () => {
  it('shows what each check found, and the worst of it', async () => {
    const api = createApi();
    api.loadsRoutes({ routes: new Map([['prod', route()]]), mistakes: [] });
    const { status, body } = await api.getDoctor('prod');
    expect([status, body.route, body.outcome]).toEqual([200, 'prod', 'failed']);
    expect(body.findings).toContainEqual(
      expect.objectContaining({
        check: 'pipeline_provisioned',
        end: 'target',
        status: 'failed',
        fix: expect.objectContaining({ command: expect.stringContaining('curl -X PUT') }),
      }),
    );
  });

  it('knows no route that the file does not have', async () => {
    const { status, body } = await createApi().getDoctor('nowhere');
    expect([status, body.code]).toEqual([422, 'route_unknown']);
  });
});
