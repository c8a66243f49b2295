import { describe, expect, test } from 'vitest';
import { checkedDatabaseUrl } from '../../src/store/postgres/index.ts';

describe('DATABASE_URL', () => {
  test.each([
    'postgres://me:pw@localhost/helpdesk',
    'postgresql://me@127.0.0.1:5433/helpdesk',
    'postgres://me@[::1]/helpdesk',
    'postgres://me@/helpdesk?host=/run/postgresql',
    'postgres://me@%2Frun%2Fpostgresql/helpdesk',
    'postgres://db.example.com/helpdesk?sslmode=verify-full',
    'postgres://db.example.com/helpdesk?sslmode=no-verify',
    'postgres://db/helpdesk?sslmode=disable',
  ])('%s may be used', (address) => {
    expect(() => checkedDatabaseUrl(address)).not.toThrow();
  });

  test.each([
    'postgres://me:s3cret@db.example.com/helpdesk',
    'postgres://me:s3cret@localhost/helpdesk?host=db.example.com',
    'postgres://me:s3cret@127.evil.example.com/helpdesk',
    'postgres://me:s3cret@localhost.example.com/helpdesk',
    'postgres://me:s3cret@db.example.com/helpdesk?sslmode=prefer',
    'mysql://me:s3cret@localhost/helpdesk',
    'me:s3cret@localhost/helpdesk',
    'postgres://me:s3cret@local host/helpdesk',
  ])('%s is refused without repeating it', (address) => {
    try {
      checkedDatabaseUrl(address);
      expect.unreachable();
    } catch (error) {
      const { name, message } = error as Error;
      expect(name).toBe('StoreRefused');
      expect(message).toMatch(/DATABASE_URL/);
      expect(message).not.toMatch(/s3cret|example/);
    }
  });

  test('a remote host without sslmode is told what to add', () => {
    expect(() => checkedDatabaseUrl('postgres://db.example.com/x')).toThrow('?sslmode=verify-full');
  });

  test('a mode that checks the certificate checks the name, too', () => {
    expect(checkedDatabaseUrl('postgres://db.example.com/x?sslmode=require')).toContain(
      'sslmode=verify-full',
    );
  });

  test('without a host the environment has no say', () => {
    expect(checkedDatabaseUrl('postgres:///helpdesk')).toContain('host=localhost');
  });
});
