// Shows a nudge on a device that approves. The message says only "open the app"; nothing of it is kept or shown.
self.addEventListener("push", (event) => {
  const arabic = (self.navigator.language || "ar").startsWith("ar");
  event.waitUntil(
    self.registration.showNotification(arabic ? "تيسير" : "Tayseer", {
      body: arabic ? "افتح المنصة: طلب ينتظر موافقتك." : "Open the platform: something waits for your approval.",
      tag: "tayseer-approve",
      lang: arabic ? "ar" : "en",
      dir: arabic ? "rtl" : "ltr",
    }),
  );
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const arabic = (self.navigator.language || "ar").startsWith("ar");
  event.waitUntil(self.clients.openWindow(arabic ? "/ar/approve/" : "/en/approve/"));
});
