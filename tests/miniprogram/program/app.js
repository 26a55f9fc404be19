// @ts-check
const words = require("./lib/words");

App({
  globalData: {
    language: words.LANGUAGE.zh,
    /** What the last answer said may be spent; null while nobody is signed in. @type {number | null} */
    points: null,
  },

  onLaunch() {
    this.globalData.language = words.negotiate(wx.getAppBaseInfo().language);
    const updates = wx.getUpdateManager();
    updates.onUpdateReady(() => updates.applyUpdate());
  },
});
