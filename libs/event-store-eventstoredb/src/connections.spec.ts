import { checkConnectionString } from './connection-string.js';
import { Connection } from './connection.js';
import { Connections, type StoreNotice } from './connections.js';
import { CallTimedOut, ConnectionGone } from './faults.js';

const never = new Promise<never>(() => {});

describe('Connections', () => {
  const settings = checkConnectionString('esdb://127.0.0.1:1?tls=false');
  const setUp = (): { connections: Connections; opened: Connection[]; notices: StoreNotice[] } => {
    const opened: Connection[] = [];
    const notices: StoreNotice[] = [];
    const open = (): Connection => {
      const connection = new Connection(settings);
      opened.push(connection);
      return connection;
    };
    const connections = new Connections(open, { callTimeoutMs: 5, notify: (notice) => notices.push(notice) });
    return { connections, opened, notices };
  };
  const timeOut = async (connections: Connections): Promise<void> => {
    await expect(connections.within(connections.current, never)).rejects.toThrow(CallTimedOut);
  };

  it('pass on what is answered in time, and its errors', async () => {
    const { connections } = setUp();
    expect(await connections.within(connections.current, Promise.resolve(7))).toBe(7);
    await expect(connections.within(connections.current, Promise.reject(new Error('no')))).rejects.toThrow('no');
    await connections.close();
  });

  it('replace the client after two time-outs in a row, and give up what is under way on the old one', async () => {
    const { connections, opened, notices } = setUp();
    const [first] = opened as [Connection];
    const underWay = connections.within(first, never, 3_600_000);
    await timeOut(connections);
    expect(connections.current).toBe(first);
    await timeOut(connections);
    expect(connections.current).not.toBe(first);
    await expect(underWay).rejects.toThrow(ConnectionGone);
    expect(opened).toHaveLength(2);
    expect(notices).toEqual([{ kind: 'client-replaced', reason: 'timed out' }]);
    await connections.close();
  });

  it('do not count time-outs between which the server answered, an error too', async () => {
    const { connections, opened } = setUp();
    for (const answer of [async () => {}, () => Promise.reject(new Error('wrong revision'))]) {
      await timeOut(connections);
      await connections.within(connections.current, answer()).catch(() => {});
      await timeOut(connections);
      connections.answered(connections.current);
    }
    expect(opened).toHaveLength(1);
    await connections.close();
  });

  it('do not hold the time-outs of a client that was replaced against its successor', async () => {
    const { connections, opened } = setUp();
    const [first] = opened as [Connection];
    for (let n = 0; n < 5; n += 1) connections.countTimeout(first);
    expect(opened).toHaveLength(2);
    await connections.close();
  });

  it('give up what is under way when they are closed', async () => {
    const { connections } = setUp();
    const underWay = connections.within(connections.current, never, 3_600_000);
    await connections.close();
    await expect(underWay).rejects.toThrow(ConnectionGone);
    await expect(connections.within(connections.current, never)).rejects.toThrow(ConnectionGone);
  });
});
