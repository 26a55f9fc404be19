// @ts-check
const words = require("./words");

/** What a member can do next. @typedef {{ kind: string, url?: string | null }} Action */

/** A call that failed, in words that a page can show as they are. */
class Problem extends Error {
  /**
   * @param {{ status: number, code: string, title: string, detail?: string, action?: Action | null,
   *   errors?: { field: string, code: string, message: string }[], retryAfter?: number,
   *   requestId?: string, body?: Record<string, any> }} told
   */
  constructor(told) {
    super(told.title);
    this.status = told.status;
    this.code = told.code;
    this.title = told.title;
    this.detail = told.detail || "";
    this.action = told.action || null;
    this.errors = told.errors || [];
    this.retryAfter = told.retryAfter || 0;
    this.requestId = told.requestId || "";
    this.body = told.body || {};
  }

  /** Whether the outcome is unknown: the same request, with the same key, may be sent again. */
  get isUnknown() {
    return this.status === 0 || this.status >= 500 || this.code === "idempotency_in_progress";
  }

  /** What setData may carry. */
  shown() {
    const { code, title, detail, action, requestId } = this;
    return { code, title, detail, action, requestId };
  }
}

/** Read an answer that is no success. @param {number} status @param {any} body @param {number} retryAfter */
function refused(status, body, retryAfter) {
  const told = body && typeof body === "object" ? body : {};
  return new Problem({
    status,
    code: told.code || `http_${status}`,
    title: told.title || words.now().broken,
    detail: told.detail === told.title ? "" : told.detail,
    action: told.action,
    errors: told.errors,
    requestId: told.request_id,
    retryAfter,
    body: told,
  });
}

/** No answer came: nobody knows whether the request arrived. @param {string} errMsg */
function unreachable(errMsg) {
  const t = words.now();
  const isSlow = /timeout/.test(errMsg);
  const title = isSlow ? t.tooSlow : t.offline;
  return new Problem({ status: 0, code: isSlow ? "timeout" : "offline", title, detail: t.offlineHint });
}

module.exports = { Problem, refused, unreachable };
