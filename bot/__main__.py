"""Where does `python -m bot` begin?"""

from bot.cli import main

main()
