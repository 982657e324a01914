import { ComplaintReach } from './complaint-reach.js';
import { ReadComplaintFileController, ReadComplaintFileHandler } from './read-complaint-file.js';
import { ReadComplaintsController, ReadComplaintsHandler } from './read-complaints.js';
import { ReadReportsController, ReadReportsHandler } from './read-reports.js';

export const COMPLAINT_CONTROLLERS = [ReadComplaintsController, ReadComplaintFileController, ReadReportsController];
export const COMPLAINT_PROVIDERS = [
  ComplaintReach,
  ReadComplaintsHandler,
  ReadComplaintFileHandler,
  ReadReportsHandler,
];
