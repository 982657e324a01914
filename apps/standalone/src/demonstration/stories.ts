import { BLACK_STORIES } from './black-stories.js';
import { DISPUTE_STORIES } from './dispute-stories.js';
import { FOCUS_STORIES } from './focus-stories.js';
import { RED_STORIES } from './red-stories.js';
import type { Story } from './story.js';

/** Everybody whom the demonstration knows, and what happened to them. */
export const STORIES: readonly Story[] = [...RED_STORIES, ...BLACK_STORIES, ...DISPUTE_STORIES, ...FOCUS_STORIES];
