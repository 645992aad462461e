"""A lost update, for searches of it, and the same program mended."""

LOST = """
    import threading
    class Box:
        number = 0
    def work():
        Box.number += 1
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Box.number == 2
"""
"""Four traces: each thread first, and two in which both read before either writes; those fail."""

MENDED = LOST.replace("class Box:", "lock = threading.Lock()\n    class Box:").replace(
    "Box.number +=", "with lock: Box.number +="
)
