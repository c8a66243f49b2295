import { afterEach, expect, test } from 'vitest';
import { type Bench, startBench } from './app.ts';

let bench: Bench | undefined;
afterEach(() => bench?.stop());

test('a command acknowledged too late is an operation_timeout', async () => {
  const gate = Promise.withResolvers<void>();
  bench = await startBench(
    (app) => void app.command('/kandji', async ({ ack }) => gate.promise.then(() => ack('late'))),
    {
      ackDeadline: 60,
    },
  );
  const result = await bench.slack.as('U0ANA').command('C0HELP', '/kandji x');
  gate.resolve();
  expect(result.error).toBe('operation_timeout');
  expect(result.notice).toBe('/kandji failed with the error "operation_timeout"');
  expect(bench.slack.as('U0ANA').sees('C0HELP')).toEqual([]);
});

test('a command that the app throws at, or does not know, is a dispatch_failed', async () => {
  bench = await startBench((app) => {
    app.command('/kandji', async ({ command, ack }) => {
      if (command.text === 'throw') throw new Error('before ack');
      await ack({
        text: 'x',
        blocks: [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }],
      });
    });
  });
  const { slack } = bench;
  const ana = slack.as('U0ANA');
  const thrown = await ana.command('C0HELP', '/kandji throw');
  expect([thrown.error, thrown.delivery.status]).toEqual(['dispatch_failed', 500]);
  const tooLong = await ana.command('C0HELP', '/kandji long');
  expect(tooLong.error).toBe('dispatch_failed');
  expect(slack.refused()[0]?.problems.join()).toContain('less than 151');
  slack.connect({ requestUrl: 'http://127.0.0.1:9/nobody' });
  expect((await ana.command('C0HELP', '/kandji x')).delivery.outcome).toBe('unreachable');
});

test('a command or shortcut that is not in the manifest does not exist', async () => {
  bench = await startBench(() => undefined);
  const ana = bench.slack.as('U0ANA');
  await expect(ana.command('C0HELP', '/erase x')).rejects.toThrow('not in the manifest');
  await expect(ana.shortcut('look_up_devices')).rejects.toThrow('no global shortcut');
  await expect(ana.command('C0ARCHIVED', '/kandji')).rejects.toThrow('archived');
  await expect(bench.slack.as('U0VERA').command('C0APPROVALS', '/kandji')).rejects.toThrow('is not in');
  await expect(bench.slack.as('U0GONE').command('C0HELP', '/kandji')).rejects.toThrow('deactivated');
});

test('wrong and stale signatures are refused by the real receiver; a replay is not', async () => {
  const heard: string[] = [];
  bench = await startBench((app) => {
    app.command('/kandji', async ({ ack, command }) => {
      heard.push(command.trigger_id);
      await ack();
    });
  });
  const { slack } = bench;
  const { delivery } = await slack.as('U0ANA').command('C0HELP', '/kandji x');
  expect((await slack.deliver.replay(delivery, { wrongSecret: true })).status).toBe(401);
  expect((await slack.deliver.replay(delivery, { oldTimestampBy: 301 })).status).toBe(401);
  expect((await slack.deliver.replay(delivery)).status).toBe(200);
  expect(heard).toHaveLength(2);
  expect(heard[0]).toBe(heard[1]);
  const text = JSON.stringify({ type: 'url_verification', challenge: 'c' });
  const check = await slack.deliver.raw({ body: text, contentType: 'application/json' });
  expect(check).toEqual({ status: 200, body: JSON.stringify({ challenge: 'c' }) });
});

test('names, channels, links and signs are escaped as the manifest asks', async () => {
  const heard: string[] = [];
  bench = await startBench((app) => {
    app.command('/kandji', async ({ ack, command }) => {
      heard.push(command.text);
      await ack();
    });
  });
  const ana = bench.slack.as('U0ANA');
  await ana.command(
    'C0HELP',
    '/kandji @Dana Li <@U0NOOR> #general a&b <x> noor@x.example https://a.example/?q=1',
  );
  expect(heard).toEqual([
    '<@U0DANA|dana.li> <@U0NOOR|noor.halim> <#C0GENERAL|general> a&amp;b &lt;x&gt; ' +
      '<mailto:noor@x.example|noor@x.example> <https://a.example/?q=1>',
  ]);
});
