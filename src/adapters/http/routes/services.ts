import type { Api, ApiParts } from '../api.ts';
import { serviceBody } from '../body/service.ts';
import { answer, failures, serviceFailures } from '../schema/failure.ts';
import { serviceParams } from '../schema/scalars.ts';
import { serviceSchema, servicesSchema } from '../schema/service.ts';

/** What runs. */
export function serviceRoutes(app: Api, { console }: ApiParts): void {
  app.get(
    '/services',
    {
      schema: {
        operationId: 'listServices',
        summary: 'Every service under control: replicas, bounds, balancer, last decision.',
        tags: ['See'],
        response: { 200: answer(servicesSchema), ...failures },
      },
    },
    () => {
      const { faults, waiting } = console.policies();
      const services = console.services().map(serviceBody);
      return { services, faults: faults.map(({ message }) => message), waiting: [...waiting] };
    },
  );
  app.get(
    '/services/:project/:service',
    {
      schema: {
        operationId: 'getService',
        summary: 'One service.',
        tags: ['See'],
        params: serviceParams,
        response: { 200: answer(serviceSchema), ...serviceFailures },
      },
    },
    ({ params }) => serviceBody(console.service(params)),
  );
}
