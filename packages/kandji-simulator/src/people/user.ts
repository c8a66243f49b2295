/** A person from the tenant's directory integration. */
export interface User {
  readonly id: string;
  /** The integer that was the id before 2024. */
  readonly number: number;
  name: string;
  email: string;
  department: string | null;
  jobTitle: string | null;
  /** False for someone deactivated in the directory. */
  active: boolean;
  archived: boolean;
  createdAt: number;
  updatedAt: number;
  integration: 'office365' | 'gsuite' | null;
}
