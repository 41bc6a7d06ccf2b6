"""The words of the parties' pages in Chinese, Korean and English: short, addressed to the person, no term of the trade."""

from zhixing.foundation.party_words import COMMON, Words, said

_FAILURES = {
    "AC01": "why_number", "AC02": "why_number", "AC03": "why_number", "AC04": "why_closed", "AC06": "why_blocked",
    "AC07": "why_closed", "AC13": "why_kind", "AC14": "why_kind", "AG01": "why_blocked", "BE01": "why_name",
    "BE04": "why_name", "BE05": "why_name", "BE06": "why_name", "RC01": "why_bank", "RC04": "why_bank",
}  # fmt: skip


def failure_key(bank_code: str) -> str:
    """The words for a bank's reason code (ISO 20022); one general sentence for codes that tell a payee nothing."""
    return _FAILURES.get(bank_code.strip().upper(), "why_other")


def say(key: str, language: str) -> str:
    """The words of a key in zh, ko or en. Raises KeyError for a key that nobody wrote."""
    return said(WORDS, key, language)


WORDS: Words = {
    **COMMON,
    # the frame
    "office": ("人民法院案款服务", "인민법원 집행금 안내", "Court enforcement money"),
    "yuan": ("元", "위안", "yuan"),
    # who are you
    "gone": (
        "链接可能不完整、已经用过、已经过期或者被法院收回。请联系办案法院重新发送。",
        "링크가 잘렸거나, 이미 사용되었거나, 기한이 지났거나, 법원이 회수했을 수 있습니다. 법원에 다시 보내 달라고 하십시오.",
        "It may be incomplete, used already, expired or taken back. Ask the court to send you a new one.",
    ),
    "many_title": ("请稍等几分钟", "몇 분만 기다려 주십시오", "Please wait a few minutes"),
    "many": (
        "短时间内打开次数过多。请过几分钟再试。",
        "짧은 시간에 너무 많이 열었습니다. 몇 분 뒤에 다시 하십시오.",
        "Opened too often in a short time. Try again in a few minutes.",
    ),
    # repair
    "repair_title": (
        "银行退回了付给您的一笔款",
        "은행이 귀하에게 보낸 돈을 되돌려 보냈습니다",
        "The bank sent back a payment to you",
    ),
    "repair_why": ("原因", "이유", "Why"),
    "repair_next": (
        "钱在法院，没有丢。请填写您本人名下的正确账户，法院打电话核实后重新发放。",
        "돈은 법원에 안전하게 있습니다. 본인 명의의 올바른 계좌를 적으면 법원이 전화로 확인한 뒤 다시 보냅니다.",
        "The money is safe with the court. Enter an account in your own name; the court calls you to confirm and pays again.",
    ),
    "why_number": (
        "收款账号不对，可能少写或者写错了数字。",
        "계좌번호가 틀립니다. 숫자가 빠졌거나 잘못되었을 수 있습니다.",
        "The account number is wrong; a digit may be missing or mistyped.",
    ),
    "why_closed": ("这个账户已经销户。", "해지된 계좌입니다.", "This account is closed."),
    "why_blocked": (
        "这个账户现在不能收款，可能被冻结或者已停用。",
        "이 계좌는 지금 돈을 받을 수 없습니다. 정지되었을 수 있습니다.",
        "This account cannot receive money now; it may be blocked or dormant.",
    ),
    "why_kind": (
        "这类账户不能接收这种款项。",
        "이 종류의 계좌로는 이 돈을 받을 수 없습니다.",
        "This kind of account cannot receive this payment.",
    ),
    "why_name": (
        "账号与户名对不上。",
        "계좌번호와 예금주 이름이 맞지 않습니다.",
        "The account number and the account holder's name do not match.",
    ),
    "why_bank": ("开户银行信息不对。", "은행 정보가 올바르지 않습니다.", "The bank's details are wrong."),
    "why_other": (
        "银行没有付成，也没有说明具体原因。",
        "은행이 지급하지 못했으며 이유를 알리지 않았습니다.",
        "The bank could not pay and gave no particular reason.",
    ),
    "amount": ("金额", "금액", "Amount"),
    "payee": ("收款人", "받는 사람", "Payee"),
    "old_account": ("原来的账户", "이전 계좌", "Account used before"),
    "returned_on": ("退回日期", "반송일", "Returned on"),
    "bank_label": ("开户银行（写到支行）", "은행 이름 (지점까지)", "Bank and branch"),
    "account_label": (
        "账号（本人名下，完整填写）",
        "계좌번호 (본인 명의, 전부 입력)",
        "Account number (in your own name, in full)",
    ),
    "account_help": (
        "只能填写收款人本人的账户，不能填写他人的账户。",
        "받는 사람 본인의 계좌만 쓸 수 있습니다.",
        "Only the payee's own account; nobody else's.",
    ),
    "next": ("下一步", "다음", "Next"),
    "check_title": ("请再核对一遍", "한 번 더 확인하십시오", "Check it once more"),
    "change": ("返回修改", "고치기", "Go back and change"),
    "send": ("确认提交", "제출", "Send to the court"),
    "send_note": (
        "提交后链接失效。法院会打您在案件中留下的电话核实，请留意接听。",
        "제출하면 이 링크는 닫힙니다. 법원이 사건에 등록된 전화번호로 확인 전화를 합니다.",
        "After sending, this link closes. The court will call the number it has on file to confirm.",
    ),
    "done_title": ("已经提交", "제출되었습니다", "Sent"),
    "done": (
        "法院已收到您填写的账户。工作人员会打电话核实，再由另一人审批，然后重新付款。",
        "법원이 계좌를 받았습니다. 담당자가 전화로 확인하고 다른 사람이 승인한 뒤 다시 지급합니다.",
        "The court has your account. Someone calls to confirm, another person approves, then it is paid again.",
    ),
    "bank_missing": ("请填写开户银行。", "은행 이름을 입력하십시오.", "Enter the bank."),
    "account_wrong": (
        "账号不对，请对照银行卡逐位核对。",
        "계좌번호가 올바르지 않습니다. 카드와 한 자리씩 맞춰 보십시오.",
        "That account number cannot be right; compare it digit by digit with your card.",
    ),
    "closed_meanwhile": (
        "这笔款已经有人在更正，不需要再填写。请联系法院。",
        "이 돈은 이미 수정 중이므로 다시 적을 필요가 없습니다. 법원에 문의하십시오.",
        "This payment is already being corrected. Please call the court.",
    ),
    # track
    "track_title": ("案款到哪里了", "돈이 어디에 있습니까", "Where is the money"),
    "you_are": ("您是", "귀하는", "You are"),
    "applicant": ("申请执行人", "신청집행인(채권자)", "the applicant (creditor)"),
    "debtor": ("被执行人", "피집행인(채무자)", "the debtor"),
    "officer_name": ("承办人", "담당자", "Officer"),
    "sum_received": ("法院收到", "법원이 받은 돈", "Received by the court"),
    "sum_paid": ("已发放", "지급된 돈", "Paid out"),
    "sum_to_you": ("已付给您", "귀하에게 지급", "Paid to you"),
    "no_money": (
        "本案还没有款项到账。到账后会显示在这里。",
        "아직 들어온 돈이 없습니다. 들어오면 여기에 표시됩니다.",
        "No money has come in yet. It will appear here.",
    ),
    "paid_in_by": ("付款人：{name}", "보낸 사람: {name}", "Paid by {name}"),
    "paid_in_by_you": ("您付的款", "귀하가 보낸 돈", "Paid by you"),
    "where_now": ("现在", "현재", "Now"),
    "until": ("最迟 {day}", "늦어도 {day}까지", "by {day} at the latest"),
    "in_hands": ("由{holder}办理", "{holder} 처리 중", "with {holder}"),
    "holder_officer": ("承办法官（执行员）", "담당 집행관", "the enforcement officer"),
    "holder_leader": ("法院负责人审批", "법원 책임자 승인", "the approving judge"),
    "holder_accountant": ("法院案款管理员", "법원 집행금 담당자", "the court's accountant"),
    "holder_bank": ("银行", "은행", "the bank"),
    "holder_you": (
        "您和法院：请更正收款账户",
        "귀하와 법원: 계좌를 고쳐야 합니다",
        "you and the court: the account must be corrected",
    ),
    "step_arrived": ("到达法院账户", "법원 계좌에 도착", "Reached the court's account"),
    "step_planning": (
        "法院正在计算怎样分配",
        "법원이 배분을 계산하는 중",
        "The court works out who gets what",
    ),
    "step_deferred": (
        "依法暂缓发放，原因消失后继续",
        "법에 따라 지급 보류, 사유가 없어지면 계속",
        "Held back under the law; it goes on when the reason ends",
    ),
    "step_planned": ("分配方案已拟定", "배분안이 작성됨", "A plan was drawn up"),
    "step_approving": ("等待审批", "승인 대기", "Waiting for approval"),
    "step_approved": ("分配方案已批准", "배분안이 승인됨", "The plan was approved"),
    "step_paying": ("付款", "지급", "Payment"),
    "step_ready": ("准备付款", "지급 준비", "Ready to be paid"),
    "step_sent": (
        "已交银行，等待银行结果",
        "은행에 보냄, 결과 대기",
        "With the bank, waiting for its answer",
    ),
    "step_asking": ("正在向银行核实结果", "은행에 결과를 확인하는 중", "Asking the bank what happened"),
    "step_paid": ("银行已付款", "은행이 지급함", "Paid by the bank"),
    "step_returned": ("银行退回", "은행이 되돌려 보냄", "Sent back by the bank"),
    "step_repaired": (
        "银行退回，已更正后重新办理",
        "은행 반송 후 수정하여 다시 처리",
        "Sent back, corrected and tried again",
    ),
    "step_nothing_to_pay": (
        "已抵作执行费或者转为应退款，无须付款",
        "집행비로 충당되었거나 환급 예정, 지급 없음",
        "Used for the fee or kept for a refund; nothing to pay",
    ),
    "mark_done": ("已完成", "완료", "done"),
    "mark_confirmed": ("银行已确认", "은행 확인", "confirmed by the bank"),
    "mark_waiting": ("进行中", "진행 중", "in progress"),
    "mark_sent": ("等待对方", "상대 대기", "waiting"),
    "mark_refused": ("没有成功", "실패", "did not succeed"),
    "mark_overdue": ("需要处理", "처리 필요", "needs action"),
    "mark_draft": ("还没到", "아직", "ahead"),
    "mark_ended": ("已结束", "종료", "ended"),
    "account": ("账号", "계좌", "Account"),
    "to_you": ("付给您，账户 {account}", "귀하에게, 계좌 {account}", "to you, account {account}"),
    "to_other": ("付给 {name}", "{name}에게", "to {name}"),
    "shares": ("怎样分配", "배분 내용", "How it is divided"),
    "share_application_fee": ("申请执行费", "집행 신청비", "Enforcement fee"),
    "share_costs": ("执行中的费用", "집행 비용", "Costs"),
    "share_applicant": ("发给申请执行人", "신청집행인에게", "To the applicant"),
    "share_creditor": ("发给其他债权人", "다른 채권자에게", "To other creditors"),
    "share_third_party": ("发给其他收款人", "다른 수령인에게", "To another payee"),
    "share_refund": ("退还多付的款", "초과 납부 환급", "Refund of what was too much"),
    "share_deposit": ("暂时提存", "공탁", "Deposited for now"),
    "paper_receipt": ("下载收据（PDF）", "영수증 내려받기 (PDF)", "Download the receipt (PDF)"),
    "paper_payout": ("下载发放凭证（PDF）", "지급 증명 내려받기 (PDF)", "Download the voucher (PDF)"),
    "no_paper": (
        "这份凭证现在不能出具，请联系法院。",
        "지금은 증명을 발급할 수 없습니다. 법원에 문의하십시오.",
        "This paper cannot be issued now; please call the court.",
    ),
}
