"""How the states of a bill and the reasons of a transfer read to the payer."""

from tayseer.kit.text import Text

STATES = {
    "open": Text("لم تُدفع", "Not paid"),
    "paid": Text("مدفوعة", "Paid"),
    "cancelled": Text("ملغاة", "Cancelled"),
    "expired": Text("انتهت مدتها", "Expired"),
}

REASONS = {
    "ledger.deposit.for_establishment": Text(
        ar="دفع فاتورة من طلب جماعي لمنشأة", en="A bill of an establishment's request for several workers"
    ),
    "ledger.bill.paid_by_card": Text("دفع فاتورة بالبطاقة", "Bill paid by card"),
    "ledger.bill.paid_from_deposit": Text("دفع فاتورة من الرصيد", "Bill paid from the deposit"),
    "ledger.bill.refunded": Text("رد مبلغ إلى الرصيد", "Refund to the deposit"),
    "ledger.deposit.topped_up": Text("إضافة إلى الرصيد", "Added to the deposit"),
    "ledger.payment.deposited": Text(
        "دفعة لم تطابق فاتورة، فأضيفت إلى الرصيد", "Payment that matched no bill, added to the deposit"
    ),
    "ledger.payment.unmatched": Text("دفعة بلا فاتورة معروفة", "Payment without a known bill"),
    "ledger.hold.released": Text("مبلغ محجوز سُلّم لمستحقه", "Held money released"),
    "ledger.hold.returned": Text("مبلغ محجوز أُعيد إلى دافعه", "Held money returned"),
}
